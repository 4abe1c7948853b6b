import { change, type Changed, type Record } from '../../events/append.ts';
import { isUniqueViolation, type Transaction } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { addressKey } from '../../platform/limits.ts';
import { ConflictError, ForbiddenError } from '../../refusals.ts';
import type { Caller, Viewer } from '../../viewer.ts';
import { hashPassword, isPassword } from '../user/passwords.ts';
import { expiry } from './access.ts';
import { sessionEnded, sessionStarted } from './events.ts';
import { storedHash, newToken } from './tokens.ts';

/** Somebody who has just signed in, with the token that proves it. */
export type SignedIn = Readonly<{ viewer: Viewer; token: string }>;

export type Registration = Readonly<{ username: string; displayName: string; password: string }>;
export type Credentials = Readonly<{ username: string; password: string }>;

/**
 * Makes an account and signs it in. Takes canonical names.
 * @throws {ConflictError} USERNAME_TAKEN
 * @throws {RateLimited}
 */
export async function register(caller: Caller, { username, displayName, password }: Registration): Promise<SignedIn> {
  await caller.limits.spend('registrationsPerAddress', addressKey(caller.address));
  const taken = await caller.log.database.prisma.user.findUnique({ where: { username }, select: { id: true } });
  if (taken) throw usernameTaken();
  const passwordHash = await hashPassword(password);
  try {
    const { value } = await change(caller.log, async (tx, record) => {
      const user = await tx.user.create({ data: { id: newId(), username, displayName, passwordHash } });
      return signIn(caller, tx, record, user.id);
    });
    return value;
  } catch (error) {
    throw isUniqueViolation(error) ? usernameTaken() : error;
  }
}

function usernameTaken(): ConflictError {
  return new ConflictError('This username is taken. Choose another one.', 'USERNAME_TAKEN');
}

/**
 * Signs a person in on one more device. An unknown name and a wrong password are alike in answer and in time.
 * @throws {ForbiddenError} WRONG_CREDENTIALS
 * @throws {RateLimited}
 */
export async function logIn(caller: Caller, { username, password }: Credentials): Promise<SignedIn> {
  const address = addressKey(caller.address);
  await caller.limits.spend('logInsPerAddress', address);
  await caller.limits.spend('logInsPerAccount', username);
  const user = await caller.log.database.prisma.user.findUnique({ where: { username } });
  if (!(await isPassword(password, user?.passwordHash ?? null)) || !user) {
    throw new ForbiddenError('Username and password do not match.', 'WRONG_CREDENTIALS');
  }
  await caller.limits.giveBack('logInsPerAddress', address);
  await caller.limits.giveBack('logInsPerAccount', username);
  const { value } = await change(caller.log, (tx, record) => signIn(caller, tx, record, user.id));
  return value;
}

/** Ends the session that asks. Its sockets close, on every node, and its devices ring no more. */
export async function logOut(viewer: Viewer): Promise<Changed<boolean>> {
  const ended = await change(viewer.log, async (tx, record) => {
    const session = { id: viewer.sessionId, userId: viewer.userId };
    const { count } = await tx.session.updateMany({
      where: { ...session, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (count === 1) await record(sessionEnded(session));
    // Whoever uses the browser next must not see what comes for this person.
    await tx.pushDevice.deleteMany({ where: { sessionId: viewer.sessionId } });
    return true;
  });
  viewer.revoke(viewer.sessionId);
  return ended;
}

async function signIn(caller: Caller, tx: Transaction, record: Record, userId: string): Promise<SignedIn> {
  const token = newToken();
  const { userAgent } = caller;
  const session = await tx.session.create({
    data: { id: newId(), userId, tokenHash: storedHash(token), userAgent, expiresAt: expiry() },
  });
  await record(sessionStarted(session));
  return { viewer: { ...caller, userId, sessionId: session.id }, token };
}
