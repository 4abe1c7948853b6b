import { createServer } from 'node:http';
import { useServer } from 'graphql-ws/use/ws';
import { createPubSub, createSchema, createYoga } from 'graphql-yoga';
import { WebSocketServer } from 'ws';
import { listenAsTold, onPublish } from './listen.ts';

/** A GraphQL server as Yoga's own guide builds it, with the part of our schema that the bench subscribes to, from memory. */
const typeDefs = /* GraphQL */ `
  scalar DateTime
  scalar UUID
  enum MessageKind {
    TEXT
    SYSTEM
  }
  enum MessageNotice {
    GROUP_CREATED
    MEMBER_JOINED
    MEMBER_LEFT
  }
  type User {
    id: ID!
    username: String!
    displayName: String!
  }
  type Message {
    id: ID!
    uuid: UUID!
    seq: Int!
    kind: MessageKind!
    notice: MessageNotice
    text: String!
    createdAt: DateTime!
    sender: User
  }
  interface Event {
    cursor: String!
    at: DateTime!
  }
  interface ChatEvent implements Event {
    cursor: String!
    at: DateTime!
    chatId: ID!
    seq: Int!
  }
  type MessageSent implements ChatEvent & Event {
    cursor: String!
    at: DateTime!
    chatId: ID!
    seq: Int!
    message: Message!
  }
  type Query {
    up: Boolean!
  }
  type Subscription {
    events(after: String): Event!
  }
`;

const pubSub = createPubSub<{ chat: [event: { events: unknown }] }>();
const yoga = createYoga({
  schema: createSchema({
    typeDefs,
    resolvers: {
      Query: { up: () => true },
      Subscription: { events: { subscribe: () => pubSub.subscribe('chat') } },
    },
  }),
  logging: false,
});

const server = createServer(onPublish((text) => pubSub.publish('chat', JSON.parse(text))));
const sockets = new WebSocketServer({ server, path: yoga.graphqlEndpoint, perMessageDeflate: false });
useServer(
  {
    execute: (args) => pipelineOf(args).execute(args),
    subscribe: (args) => pipelineOf(args).subscribe(args),
    async onSubscribe(context, _id, params) {
      const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
        ...context,
        req: context.extra.request,
        socket: context.extra.socket,
        params,
      });
      const args = {
        schema,
        operationName: params.operationName,
        document: parse(params.query),
        variableValues: params.variables,
        contextValue: await contextFactory(),
        rootValue: { execute, subscribe },
      };
      const errors = validate(args.schema, args.document);
      return errors.length > 0 ? errors : args;
    },
  },
  sockets,
);
listenAsTold(server);

/** As in Yoga's guide: the pipeline travels as the root value. */
function pipelineOf(args: Readonly<{ rootValue?: unknown }>): ReturnType<typeof yoga.getEnveloped> {
  return Object(args.rootValue);
}
