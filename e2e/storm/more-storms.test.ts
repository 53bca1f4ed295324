import { theStorms } from './storm-tests';

theStorms([29, 47, 49, 168, 198]);
