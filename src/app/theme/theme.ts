import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';
import { cssVariables, dark, light, type Palette } from './tokens.ts';

const accent: MantineColorsTuple = [
  '#E4F3F1',
  '#C8E6E2',
  '#9AD3CC',
  '#67C4BA',
  '#3BB8AC',
  '#2BA094',
  '#1F8C82',
  '#157E75',
  '#0F766E',
  '#0B5D57',
];

/** Mantine's dark ramp on our two dark surfaces. */
const darkRamp: MantineColorsTuple = [
  '#E8ECF0',
  '#C9CFD6',
  '#A3AEBB',
  '#8A939E',
  '#3A434D',
  '#262D35',
  '#1A2027',
  '#14181D',
  '#0F1317',
  '#0B0E11',
];

const solid = (background: string, hover: string, color: string) => ({
  background,
  hover,
  color,
  border: '1px solid transparent',
});

/** Filled and subtle controls take the product's own pairs of colours, whose contrast is tested in both themes. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const accented = input.color === undefined || input.color === 'accent';
  if (input.variant === 'filled' && accented)
    return solid('var(--cs-accent)', 'var(--cs-accent-hover)', 'var(--cs-on-accent)');
  if (input.variant === 'filled' && input.color === 'red')
    return solid('var(--cs-danger)', 'var(--cs-danger)', 'var(--cs-on-danger)');
  if (input.variant === 'subtle' && accented) return solid('transparent', 'var(--cs-accent-wash)', 'var(--cs-accent)');
  if (input.variant === 'subtle' && input.color === 'red')
    return solid('transparent', 'var(--cs-closed-hours)', 'var(--cs-danger)');
  return defaultVariantColorsResolver(input);
};

// Mantine's dialogs bring a <header>, which would be a second banner of the page.
const dialogHead = { header: { role: 'presentation' } };
const dialogTitle = { title: { fontSize: '16px', fontWeight: 600 } };

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 8, dark: 4 },
  colors: { accent, dark: darkRamp },
  black: light.ink,
  variantColorResolver,
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontSizes: { xs: '12px', sm: '14px', md: '16px', lg: '22px', xl: '22px' },
  spacing: { xs: '4px', sm: '8px', md: '16px', lg: '24px', xl: '32px' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '22px', lineHeight: '1.3' }, h2: { fontSize: '16px', lineHeight: '1.4' } },
  },
  // Plain objects instead of Component.extend(): extending would pull dialogs into the first load.
  components: {
    InputWrapper: { styles: { label: { fontWeight: 600, marginBlockEnd: '4px' } } },
    Modal: {
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.45 },
        transitionProps: { duration: 120 },
        styles: dialogTitle,
        attributes: dialogHead,
      },
    },
    Drawer: {
      defaultProps: {
        overlayProps: { backgroundOpacity: 0.25 },
        transitionProps: { duration: 140 },
        styles: dialogTitle,
        attributes: dialogHead,
      },
    },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 100 } } },
  },
});

function mantineVariables(palette: Palette): Record<string, string> {
  return {
    ...cssVariables(palette),
    '--mantine-color-body': palette.surface,
    '--mantine-color-text': palette.ink,
    '--mantine-color-dimmed': palette.quietInk,
    '--mantine-color-placeholder': palette.quietInk,
    '--mantine-color-error': palette.danger,
    '--mantine-color-anchor': palette.accent,
    '--mantine-color-default-border': palette.fieldBorder,
    '--mantine-primary-color-contrast': palette.onAccent,
  };
}

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: mantineVariables(light),
  dark: mantineVariables(dark),
});
