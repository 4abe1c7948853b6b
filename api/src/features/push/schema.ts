import './schema/device.ts';
import './schema/verbs.ts';
