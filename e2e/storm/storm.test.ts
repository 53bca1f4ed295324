import { theStorms } from './storm-tests';

// With those of more-storms.test.ts the least dear ten that together have all a storm can draw: every deed and bad day, both
// databases, a canary, leases that run out by themselves, slow deliveries, and a reversal of each choice with its own deeds.
theStorms([20, 25, 82, 146, 188]);
