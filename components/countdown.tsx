'use client';

import { useEffect, useState } from 'react';
import { againWords } from './use-again';

type CountdownProps = { /** The moment it ends: another one counts anew. */ of: string; /** What was left when the page was made, by the portal's clock. */ leftMs: number };

/** “Tried again by itself in 12 seconds.”, counted down while it stands there. */
export function Countdown({ of, leftMs }: CountdownProps) {
  return <Counting key={of} leftMs={leftMs} />;
}

function Counting({ leftMs }: Pick<CountdownProps, 'leftMs'>) {
  // Read again, the page says the same end by less: it is counted from when this end was told first.
  const [whole] = useState(leftMs);
  const [left, setLeft] = useState(whole);
  useEffect(() => {
    const ends = performance.now() + whole;
    const timer = setInterval(() => setLeft(Math.max(0, ends - performance.now())), 1000);
    return () => clearInterval(timer);
  }, [whole]);
  return <span aria-live="off">{againWords(Math.ceil(left / 1000))}</span>;
}
