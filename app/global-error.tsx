'use client';

import './globals.css';

const AWAY = 'The portal’s database cannot be reached. Nothing was changed. Try again in a moment.';

/** The last resort: the frame itself failed, so nothing of it is used here. Colours are the system's own. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  const reference = error instanceof Error && 'digest' in error && typeof error.digest === 'string' ? error.digest : null;
  const away = reference?.startsWith('database:') ?? false;
  const title = away ? 'The database is away' : 'Something broke on our side';
  return (
    <html lang="en">
      <body className="last-resort">
        <title>{`${title} · Access Rollout`}</title>
        <h1>{title}</h1>
        <p>{away ? AWAY : `Nothing more was changed. Try again; if it stays, tell whoever runs the portal${reference ? ` the reference ${reference}` : ''}.`}</p>
        <button type="button" onClick={() => retry()}>Try again</button>
      </body>
    </html>
  );
}
