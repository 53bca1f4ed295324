'use client';

import { tokens } from '@fluentui/react-components';
import { ICONS } from './icons';
import type { IconName } from './icons';

/** An icon by name, for decoration only: the word beside it says the same. Size in px, colour a Fluent token. */
export function Icon({ name, size = 16, color }: { name: IconName; size?: 12 | 16 | 20 | 24 | 32; color?: keyof typeof tokens }) {
  const Shape = ICONS[name];
  return (
    <Shape
      aria-hidden
      fontSize={size}
      style={{ flexShrink: 0, ...(color ? { color: tokens[color] } : {}) }}
    />
  );
}
