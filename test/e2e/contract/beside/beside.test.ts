import { inOneLab } from '../../../support/shared-lab';
import { editor } from './editor';
import { ended } from './ended';
import { ownUrl } from './own-url';
import { retry } from './retry';

jest.setTimeout(300_000);

inOneLab(ended, retry, editor, ownUrl);
