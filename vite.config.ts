import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Building only: `npm start -- --dev` serves the sources with hot reload, on one origin with the API. */
export default defineConfig({
  plugins: [react()],
  build: {
    manifest: true,
    sourcemap: false,
    // npm run budget weighs what a page fetches; the one big chunk (holidays of all countries) comes on demand.
    chunkSizeWarningLimit: 2_000,
  },
});
