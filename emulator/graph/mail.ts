import { DIRECTORY_WRITE, requireScope } from './authority';
import type { Context, Routes } from './context';
import { badRequest, GraphError } from './graph-error';
import { personIn } from './users';

/** https://learn.microsoft.com/graph/api/user-sendmail: Exchange takes so many recipients by default. */
const MOST_RECIPIENTS = 500;
const ADDRESS = /^[^\s@]+@[^\s@]+$/;

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names in a body, whatever their case: the documentation writes `message` and `Message`. */
function member(body: Fields, name: string): unknown {
  return Object.entries(body).find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1];
}

function addressesIn(message: Fields, name: string): string[] {
  const given = member(message, name) ?? [];
  if (!Array.isArray(given)) throw badRequest('RequestBodyRead', `The property '${name}' must be a collection of recipients.`);
  return given.map((recipient: unknown) => {
    const holder = isObject(recipient) ? member(recipient, 'emailAddress') : undefined;
    const address = isObject(holder) ? member(holder, 'address') : undefined;
    if (typeof address !== 'string' || !ADDRESS.test(address)) throw badRequest('ErrorInvalidRecipients', 'At least one recipient is not valid.');
    return address;
  });
}

/** Whether the letter is kept among the sent ones. The page's own example quotes the flag, so a quoted one is taken; anything else is no Edm.Boolean. */
function keptIn(body: Fields): boolean {
  const given = member(body, 'saveToSentItems') ?? true;
  if (typeof given === 'boolean') return given;
  if (typeof given === 'string' && /^(true|false)$/i.test(given)) return given.toLowerCase() === 'true';
  throw badRequest('RequestBodyRead', `Cannot convert the literal '${JSON.stringify(given)}' to the expected type 'Edm.Boolean'.`);
}

/** A text of the letter; the empty one where it is not spoken of. */
function wordsIn(fields: Fields, name: string): string {
  const given = member(fields, name) ?? '';
  if (typeof given !== 'string') throw badRequest('RequestBodyRead', `Cannot convert the value of '${name}' to the expected type 'Edm.String'.`);
  return given;
}

/** The part of a message that says what is written in it. */
function writtenIn(message: Fields): { contentType: 'html' | 'text'; body: string } {
  const body = member(message, 'body') ?? {};
  if (!isObject(body)) throw badRequest('RequestBodyRead', "An unexpected value was found for the property 'body'; an object was expected.");
  const contentType = wordsIn(body, 'contentType').toLowerCase() || 'text';
  if (contentType !== 'html' && contentType !== 'text') throw badRequest('RequestBodyRead', `Requested value '${contentType}' was not found.`);
  return { contentType, body: wordsIn(body, 'content') };
}

/** A letter in MIME format, as the message its headers and its text make. Parts and encodings inside it are left as they stand. */
function fromMime(text: string): Fields {
  const base64 = text.replaceAll(/\s/g, '');
  if (base64 === '' || !/^[A-Za-z\d+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) throw badRequest('ErrorMimeContentInvalidBase64String', 'Invalid base64 string for MIME content.');
  const [head = '', ...rest] = Buffer.from(base64, 'base64').toString('utf8').replaceAll('\r\n', '\n').split('\n\n');
  const headers = new Map(head.replaceAll(/\n\s+/g, ' ').split('\n').map((line): [string, string] => [line.split(':')[0]?.trim().toLowerCase() ?? '', line.slice(line.indexOf(':') + 1).trim()]));
  const people = (name: string) => (headers.get(name) ?? '').split(',').flatMap((one) => /<([^>]+)>/.exec(one)?.[1] ?? (one.trim() || [])).map((address) => ({ emailAddress: { address } }));
  return { subject: headers.get('subject') ?? '', toRecipients: people('to'), ccRecipients: people('cc'), bccRecipients: people('bcc'), body: { contentType: /^text\/html/i.test(headers.get('content-type') ?? '') ? 'html' : 'text', content: rest.join('\n\n') } };
}

function send(context: Context) {
  requireScope(context, DIRECTORY_WRITE.mail);
  const { tenant, caller, now, request } = context;
  const sender = personIn(context);
  if (sender.id !== caller.userId) throw new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  if (!sender.mail || !sender.licensed) throw new GraphError(404, 'MailboxNotEnabledForRESTAPI', 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.');
  const given = typeof request.body === 'string' ? { message: fromMime(request.body) } : request.body;
  const message = isObject(given) ? member(given, 'message') : undefined;
  if (!isObject(message)) throw badRequest('ErrorInvalidParameter', "Required parameter 'Message' is missing or invalid.");
  const [to = [], cc = [], bcc = []] = ['toRecipients', 'ccRecipients', 'bccRecipients'].map((name) => addressesIn(message, name));
  const recipients = to.length + cc.length + bcc.length;
  if (recipients === 0) throw badRequest('ErrorInvalidRecipients', 'At least one recipient is not valid.');
  if (recipients > MOST_RECIPIENTS) throw badRequest('ErrorExceededMessageLimit', 'The message has too many recipients.');
  const saved = isObject(given) && keptIn(given);
  tenant.outbox.add({
    id: tenant.newId(), sent: new Date(now).toISOString(), from: sender.mail, to, cc, bcc,
    subject: wordsIn(message, 'subject'), ...writtenIn(message), savedToSentItems: saved,
  });
  return { status: 202 };
}

/** https://learn.microsoft.com/graph/api/user-sendmail; letters end in the outbox of the admin interface. */
export const mailRoutes: Routes = { 'POST /me/sendMail': send, 'POST /users/{id}/sendMail': send };
