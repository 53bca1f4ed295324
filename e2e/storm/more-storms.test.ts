import { theStorms } from './storm-tests';

theStorms([92, 111, 143, 151, 168]);
