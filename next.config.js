/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  experimental: {
    // A cache of the build's own would take a third of the first build, three times its disk, and serve only the next one.
    turbopackFileSystemCacheForBuild: false,
    // Nobody reads them: the portal runs without --enable-source-maps. They would be two thirds of what a build leaves on the disk.
    turbopackSourceMaps: false,
    turbopackInputSourceMaps: false,
    // Pages are loaded ahead, so that nobody waits at their first click; tests that start many portals look at few.
    preloadEntriesOnStart: process.env.PRELOAD_PAGES !== 'off',
  },
  // pg-boss reads its own SQL beside its files, so it stays outside the bundle.
  serverExternalPackages: ['pg-boss'],
  // `npm test` checks types as a part of its own; doing it again here would double the wait of every start.
  typescript: { ignoreBuildErrors: true },
};

export default config;
