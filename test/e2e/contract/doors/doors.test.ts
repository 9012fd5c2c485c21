import { inOneLab } from '../../../support/shared-lab';
import { credentials } from './credentials';
import { erasure } from './erasure';
import { intake } from './intake';
import { listening } from './listening';

jest.setTimeout(300_000);

inOneLab(intake, erasure, listening, credentials);
