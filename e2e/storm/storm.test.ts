import { theStorms } from './storm-tests';

theStorms([1, 5, 7, 11, 15]);
