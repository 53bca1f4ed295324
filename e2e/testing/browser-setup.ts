import { startProduct } from './product';

/** One whole product for all browser tests; the workers learn where it is from the environment. */
export default async function startForBrowserTests(): Promise<() => Promise<void>> {
  const product = await startProduct({ env: { EMULATOR_FLAGS: process.env.EMULATOR_FLAGS, PRELOAD_PAGES: undefined } });
  process.env.TEST_PORTAL_ORIGIN = product.origin;
  process.env.TEST_EMULATOR_ORIGIN = product.emulatorOrigin;
  process.env.TEST_DATABASE_URL = product.databaseUrl;
  return () => product.stop();
}
