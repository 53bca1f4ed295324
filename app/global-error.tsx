'use client';

/** The last resort: the frame itself failed, so nothing of it is used here. Colours are the system's own. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  const reference = error instanceof Error && 'digest' in error && typeof error.digest === 'string' ? error.digest : null;
  return (
    <html lang="en" style={{ colorScheme: 'light dark' }}>
      <body style={{ fontFamily: 'Segoe UI, system-ui, sans-serif', margin: '48px 24px', maxWidth: '640px' }}>
        <title>Something broke · Access Rollout</title>
        <h1 style={{ fontSize: '24px' }}>Something broke on our side</h1>
        <p>Nothing more was changed. Try again; if it stays, tell whoever runs the portal{reference ? ` the reference ${reference}` : ''}.</p>
        <button type="button" onClick={() => retry()}>Try again</button>
      </body>
    </html>
  );
}
