/**
 * The colours of the product in both themes. One table feeds the style sheet variables and the contrast test.
 */
export const statuses = ['requested', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show'] as const;
type Status = (typeof statuses)[number];
type StatusColours = { background: string; text: string; bar: string };

export type Palette = {
  page: string;
  surface: string;
  ink: string;
  quietInk: string;
  hairline: string;
  fieldBorder: string;
  accent: string;
  accentHover: string;
  onAccent: string;
  accentWash: string;
  focus: string;
  now: string;
  danger: string;
  onDanger: string;
  closedHours: string;
  status: Record<Status, StatusColours>;
};

const colours = (background: string, text: string, bar: string): StatusColours => ({ background, text, bar });

export const light: Palette = {
  page: '#F6F7F7',
  surface: '#FFFFFF',
  ink: '#1B2430',
  quietInk: '#56616F',
  hairline: '#E1E5E8',
  fieldBorder: '#7D8793',
  accent: '#0F766E',
  accentHover: '#0B5D57',
  onAccent: '#FFFFFF',
  accentWash: '#E4F3F1',
  focus: '#1D4ED8',
  now: '#B91C1C',
  danger: '#B91C1C',
  onDanger: '#FFFFFF',
  closedHours: '#F1F3F4',
  status: {
    requested: colours('#FEF3C7', '#6B3F02', '#B45309'),
    confirmed: colours('#DCFCE7', '#14532D', '#15803D'),
    in_progress: colours('#DBEAFE', '#1E3A8A', '#1D4ED8'),
    completed: colours('#E8EAED', '#374151', '#6B7280'),
    cancelled: colours('#FEE2E2', '#7F1D1D', '#B91C1C'),
    no_show: colours('#EFEBE7', '#44403C', '#78716C'),
  },
};

export const dark: Palette = {
  page: '#0F1317',
  surface: '#14181D',
  ink: '#E8ECF0',
  quietInk: '#A3AEBB',
  hairline: '#262D35',
  fieldBorder: '#6B7684',
  accent: '#3BB8AC',
  accentHover: '#5CC9BE',
  onAccent: '#0F1317',
  accentWash: '#12302E',
  focus: '#8AB4FF',
  now: '#F87171',
  danger: '#FCA5A5',
  onDanger: '#14181D',
  closedHours: '#101419',
  status: {
    requested: colours('#3B2A08', '#FCD98A', '#F59E0B'),
    confirmed: colours('#0C2E1B', '#A7E8BF', '#22A55B'),
    in_progress: colours('#10264F', '#B5CFFF', '#5B8DEF'),
    completed: colours('#2A2F36', '#C9CFD6', '#8A939E'),
    cancelled: colours('#3D1416', '#FBB4B4', '#E05252'),
    no_show: colours('#2E2A27', '#D6CEC7', '#A39A92'),
  },
};

const dashed = (name: string): string =>
  name.replaceAll('_', '-').replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);

/** `--cs-…` custom properties of one theme. */
export function cssVariables(palette: Palette): Record<string, string> {
  const { status, ...plain } = palette;
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(plain)) variables[`--cs-${dashed(name)}`] = value;
  for (const [name, { background, text, bar }] of Object.entries(status)) {
    const prefix = `--cs-status-${dashed(name)}`;
    variables[`${prefix}-background`] = background;
    variables[`${prefix}-text`] = text;
    variables[`${prefix}-bar`] = bar;
  }
  return variables;
}
