import * as fc from 'fast-check';

/** Tests draw the same samples in every run, so that a pipeline never fails by chance; another seed draws others. */
fc.configureGlobal({ seed: Number(process.env.TABLETPROOF_TEST_SEED ?? 20_240_101) });
