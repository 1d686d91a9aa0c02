import { renderCoverage } from './renderCoverage.ts';
import { renderMutants } from './renderMutants.ts';
import { renderProfiles } from './renderProfiles.ts';
import { renderProperties } from './renderProperties.ts';
import { renderViews } from './renderViews.ts';

/** One page of the documentation that is made from the code. */
export interface GeneratedPage {
  /** Path from the repository's root. */
  readonly path: string;
  readonly render: () => string;
}

/** Every generated page. A new one is one more line here; `npm run docs` writes them and a test finds stale ones. */
export const generatedPages: readonly GeneratedPage[] = [
  { path: 'docs/coverage.md', render: renderCoverage },
  { path: 'docs/mutants.md', render: renderMutants },
  { path: 'docs/profiles.md', render: renderProfiles },
  { path: 'docs/properties.md', render: renderProperties },
  { path: 'docs/views.md', render: renderViews },
];
