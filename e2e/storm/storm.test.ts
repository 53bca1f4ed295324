import { theStorms } from './storm-tests';

// With those of more-storms.test.ts: ten of the first two hundred seeds that together draw all that these draw for a run, every
// deed and bad day, and all they draw for a reversal but two bad days (answers broken off, tokens refused without a word); both
// databases, a canary, leases that run out by themselves, slow deliveries, a copy of the directory that is older than what
// befell the cohort since, and each choice of a reversal. Drawn is not happened:
// a run may be over before its moment comes.
theStorms([73, 102, 145, 155, 188]);
