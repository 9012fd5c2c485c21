import { inOneLab } from '../../../support/shared-lab';
import { branches } from './branches';
import { paths } from './paths';
import { settings } from './settings';
import { sharing } from './sharing';

jest.setTimeout(300_000);

inOneLab(branches, paths, sharing, settings);
