import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contentPolicy } from './web-files.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'web-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const scripts = () => contentPolicy(folder).directives['script-src'];

it('allows the scripts that stand in the page, and no others', () => {
  writeFileSync(
    join(folder, 'index.html'),
    '<script>let a;</script><script type="module" src="/a.js"></script><script>b()</script>',
  );
  expect(scripts()).toEqual([
    "'self'",
    "'sha256-81WALLbUROF1pWdYjuQYKuIcGgY/+TqVJr8UsV6Tkvo='",
    "'sha256-cf242PFc/kb7xD0Qzhsmd9vvRkc+cWFmbi+k+YvtdKc='",
  ]);
});

it('allows only our own files where no app was built', () => {
  expect(scripts()).toEqual(["'self'"]);
});
