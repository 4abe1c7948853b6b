/** The import laws of ARCHITECTURE.md, checked by `pnpm laws`. */
const FEATURES = [
  'user',
  'session',
  'settings',
  'chat',
  'invitation',
  'membership',
  'message',
  'signal',
  'push',
  'search',
  'install',
  'share',
];

/** A feature looks only backward in this order, never sideways or forward. */
const backwardOnly = (side) =>
  FEATURES.map((feature, place) => ({
    name: `${side}-${feature}-looks-backward`,
    comment: `${feature} may use only the features before it: ${FEATURES.slice(0, place).join(', ') || 'none'}.`,
    severity: 'error',
    from: { path: `^${side}/src/features/${feature}/`, pathNot: '[.]test[.]ts$' },
    to: { path: `^${side}/src/features/(${FEATURES.slice(place + 1).join('|') || 'nothing'})/` },
  })).filter(({ to }) => !to.path.includes('nothing'));

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule('only-the-contract-between', 'api and web meet only in schema.graphql.', { path: '^api/' }, { path: '^web/' }),
    rule(
      'only-the-contract-between-back',
      'api and web meet only in schema.graphql.',
      { path: '^web/' },
      { path: '^api/' },
    ),
    rule(
      'platform-is-the-floor',
      'platform imports nothing of ours above it.',
      { path: '^api/src/platform/', pathNot: '[.]test[.]ts$' },
      { path: '^api/src/(?!platform/|generated/)' },
    ),
    rule(
      'web-platform-is-the-floor',
      'platform imports nothing of ours but lib.',
      { path: '^web/src/platform/', pathNot: '[.]test[.]ts$' },
      { path: '^web/src/(?!platform/|lib/)' },
    ),
    rule(
      'lib-is-plain',
      'lib is plain TypeScript.',
      { path: '^web/src/lib/', pathNot: '[.]test[.]ts$' },
      { path: '^(web/src/(?!lib/)|.*node_modules/vue)' },
    ),
    rule(
      'the-core-knows-no-feature',
      'graphql/, events/ and signals/ serve all features alike.',
      { path: '^api/src/(graphql|events|signals)/', pathNot: '[.]test[.]ts$' },
      { path: '^api/src/features/' },
    ),
    rule(
      'ui-knows-no-feature',
      'ui/ is looks: props in, emits out.',
      { path: '^web/src/ui/', pathNot: '[.]test[.]ts$' },
      { path: '^web/src/(features|pages|sync)/' },
    ),
    rule(
      'only-schema-knows-graphql',
      'In a feature only schema files know GraphQL; actions, access and events do not.',
      {
        path: '^api/src/features/[^/]+/(actions|access|events|admission|notices|inviting|answers|private-chat|send|reading|delivering|typing)[.]ts$',
      },
      { path: '(^api/src/graphql/|node_modules/(graphql|@pothos)/)' },
    ),
    rule(
      'access-is-below',
      'schema → actions → access and events; never back.',
      { path: '^api/src/features/[^/]+/(access|events)[.]ts$' },
      { path: '(actions|schema)[.]ts$|/schema/' },
    ),
    rule(
      'schema-stays-among-schemas',
      'A schema is imported by schemas only.',
      {
        path: '^api/src/',
        pathNot: '(/schema[.]ts|/schema/[^/]+[.]ts|^api/src/(app|print-schema|enums)[.]ts|[.]test[.]ts)$',
      },
      { path: '^api/src/(features|events)/.*schema([.]ts|/)' },
    ),
    rule(
      'features-below-the-roof',
      'Features never import app, main, router or pages.',
      { path: '/features/', pathNot: '[.]test[.]ts$' },
      { path: '^(api/src/(app|main)[.]ts|web/src/(App|main|router|pages))' },
    ),
    rule(
      'no-tests-in-production',
      'Production code never imports tests.',
      { path: '^(api|web)/src/', pathNot: '([.]test[.]ts$|^api/src/testing/|^web/src/testing/)' },
      { path: '([.]test[.]ts$|/testing/)' },
    ),
    rule('no-cycles', 'No cycles.', {}, { circular: true }),
    rule(
      'no-unresolved',
      'Every import is found.',
      { pathNot: '[.]vue$' },
      { couldNotResolve: true, pathNot: '^(virtual:|~icons/)' },
    ),
    rule(
      'no-orphans',
      'Nothing that nobody uses.',
      { orphan: true, pathNot: '([.]d[.]ts|[.]test[.]ts|^api/src/main[.]ts|config[.]ts)$' },
      {},
    ),
    ...backwardOnly('api'),
    ...backwardOnly('web'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)generated/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'api/tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.vue', '.js', '.mjs', '.json', '.d.ts'],
    },
  },
};
