import './schema/invitation.ts';
import './schema/ways-in.ts';
import './schema/answers.ts';
