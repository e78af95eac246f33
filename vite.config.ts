import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Building only: `npm start -- --dev` serves the sources with hot reload, on one origin with the API. */
export default defineConfig({
  plugins: [react()],
  build: {
    manifest: true,
    sourcemap: false,
    // One chunk per route is what the size budget counts; the warning would only repeat it.
    chunkSizeWarningLimit: 700,
  },
});
