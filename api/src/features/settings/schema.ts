import { Event, personalEvent } from '../../events/schema.ts';
import { PresenceVisibility as Visibilities } from '../../generated/prisma/enums.ts';
import { builder } from '../../graphql/builder.ts';
import { Viewer } from '../session/schema.ts';
import { readSettings, updateSettings, type Settings as Row } from './actions.ts';

const PresenceVisibility = builder.enumType('PresenceVisibility', {
  description: 'Who may know whether you are online and when you were last.',
  values: {
    [Visibilities.EVERYONE]: {
      description: 'Everybody with an account who asks. Told as it happens only to those you share a chat with.',
    },
    [Visibilities.SHARED_CHATS]: { description: 'People you share a chat with. The setting of a new account.' },
    [Visibilities.NOBODY]: { description: 'Nobody; and you see nobody’s presence either.' },
  } as const,
});

const Settings = builder.objectRef<Row>('Settings').implement({
  description: 'What you have chosen, the same on all your devices.',
  fields: (t) => ({
    presenceVisibility: t.expose('presenceVisibility', {
      type: PresenceVisibility,
      description: 'Who may know whether you are online. Who hides does not see others.',
    }),
  }),
});

builder.objectField(Viewer, 'settings', (t) =>
  t.field({ type: Settings, description: 'What you have chosen.', resolve: (viewer) => readSettings(viewer) }),
);

const UpdateSettingsInput = builder.inputType('UpdateSettingsInput', {
  description: 'What to choose otherwise. What is left out stays as it is.',
  fields: (t) => ({
    presenceVisibility: t.field({
      type: PresenceVisibility,
      required: false,
      description: 'Who may know whether you are online.',
    }),
  }),
});

const UpdateSettingsSuccess = builder.objectRef<{ settings: Row; cursor: string }>('UpdateSettingsSuccess').implement({
  description: 'It is chosen.',
  fields: (t) => ({
    settings: t.field({
      type: Settings,
      description: 'All that you have chosen.',
      resolve: ({ settings }) => settings,
    }),
    cursor: t.exposeString('cursor', { description: 'The cursor of this change.' }),
  }),
});

builder.mutationField('updateSettings', (t) =>
  t.withAuth({ signedIn: true }).field({
    type: UpdateSettingsSuccess,
    description: 'Changes your settings, on all your devices.',
    args: { input: t.arg({ type: UpdateSettingsInput, description: 'What to choose otherwise.' }) },
    errors: {},
    resolve: async (_root, { input }, { viewer }) => {
      const { presenceVisibility } = input;
      const { value, cursor } = await updateSettings(viewer, presenceVisibility ? { presenceVisibility } : {});
      return { settings: value, cursor };
    },
  }),
);

personalEvent('SettingsChanged').implement({
  description: 'You chose otherwise on one of your devices: to all of them.',
  interfaces: [Event],
  fields: (t) => ({
    settings: t.field({
      type: Settings,
      description: 'All that you have chosen, as it stands now.',
      resolve: ({ userId }, _args, { caller: { log } }) => readSettings({ log, userId }),
    }),
  }),
});
