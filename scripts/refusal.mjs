/** A reason not to go on that a person can act on: said as one sentence, without a stack, exit 1. */
export class Refusal extends Error {}

/**
 * Runs a script's main function; a Refusal is printed as its sentence, anything else with its stack.
 * @param {() => Promise<void>} main
 */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = 1;
  }
  // The schema engine leaves a timer of ten seconds behind that nobody can take back.
  process.stdout.write('', () => process.exit());
}
