import { theStorms } from './storm-tests';

theStorms([2, 6, 10, 12, 16]);
