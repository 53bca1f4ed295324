'use client';

import { Button } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { Icon } from './icon';

export type CopyButtonProps = {
  /** What lands on the clipboard; a function where only the browser knows it, asked when it is copied. */
  text: string | (() => string);
  /** `Copy the facts`. */
  children: string;
  size?: 'small' | 'medium';
  /** Only the icon is seen; the words are its name. */
  iconOnly?: boolean;
};

/** Puts text on the clipboard and says so for two seconds. */
export function CopyButton({ text, children, size = 'medium', iconOnly }: CopyButtonProps) {
  const [said, setSaid] = useState<'copied' | 'refused' | null>(null);
  useEffect(() => {
    if (!said) return undefined;
    const timer = setTimeout(() => setSaid(null), 2000);
    return () => clearTimeout(timer);
  }, [said]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
      setSaid('copied');
    } catch {
      // The browser keeps the clipboard to itself on some pages; the person has to know that nothing was copied.
      setSaid('refused');
    }
  };
  const words = said === 'copied' ? 'Copied' : said === 'refused' ? 'Could not copy' : children;
  return (
    <Button
      size={size}
      appearance={iconOnly ? 'subtle' : 'secondary'}
      icon={<Icon name={said === 'copied' ? 'checkmark' : 'copy'} size={size === 'small' ? 16 : 20} />}
      onClick={copy}
      aria-live="polite"
      {...(iconOnly ? { 'aria-label': words, title: words } : {})}
    >
      {!iconOnly && words}
    </Button>
  );
}
