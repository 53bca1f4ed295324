'use client';

import { useEffect, useState } from 'react';
import { ageInWords, clockInWords, dueInWords, exactTime, momentInWords, secondInWords } from './age';

const WORDS = { age: ageInWords, moment: momentInWords, clock: clockInWords, second: secondInWords, due: dueInWords };

export type AgeTextProps = {
  /** ISO time. */
  at: string;
  /** `age`: 14 minutes ago. `moment`: today 14:40. `clock`: 14:40. `second`: 14:40:07. `due`: in 4 minutes, or now. The exact time is on the hover either way. */
  as?: keyof typeof WORDS;
};

/**
 * A moment in words that stays true while the page is open. Server and browser may differ by a minute or a time zone at
 * the first paint: what the server said stands until the browser's own words are set.
 */
export function AgeText({ at, as = 'age' }: AgeTextProps) {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, 30_000);
    return () => clearInterval(timer);
  }, []);

  const words = WORDS[as];
  // A key of its own makes the browser write its words anew instead of trusting that they stand there already.
  return (
    <time key={now === null ? 'server' : 'browser'} dateTime={at} title={now === null ? undefined : exactTime(at)} suppressHydrationWarning>
      {words(at, now ?? Date.now())}
    </time>
  );
}
