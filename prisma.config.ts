import { defineConfig } from 'prisma/config';

// For Prisma's own command line only; the portal reads DATABASE_URL in lib/env.ts.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
