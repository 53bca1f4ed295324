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
  const given = message[name] ?? [];
  if (!Array.isArray(given)) throw badRequest('RequestBodyRead', `The property '${name}' must be a collection of recipients.`);
  return given.map((recipient: unknown) => {
    const holder = isObject(recipient) ? recipient.emailAddress : undefined;
    const address = isObject(holder) ? holder.address : undefined;
    if (typeof address !== 'string' || !ADDRESS.test(address)) throw badRequest('ErrorInvalidRecipients', 'At least one recipient is not valid.');
    return address;
  });
}

function send(context: Context) {
  requireScope(context, DIRECTORY_WRITE.mail);
  const { tenant, caller, now, request } = context;
  const sender = personIn(context);
  if (sender.id !== caller.userId) throw new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  if (!sender.mail || !sender.licensed) throw new GraphError(404, 'MailboxNotEnabledForRESTAPI', 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.');
  const message = isObject(request.body) ? member(request.body, 'message') : undefined;
  if (!isObject(message)) throw badRequest('ErrorInvalidParameter', "Required parameter 'Message' is missing or invalid.");
  const [to = [], cc = [], bcc = []] = ['toRecipients', 'ccRecipients', 'bccRecipients'].map((name) => addressesIn(message, name));
  const recipients = to.length + cc.length + bcc.length;
  if (recipients === 0) throw badRequest('ErrorInvalidRecipients', 'At least one recipient is not valid.');
  if (recipients > MOST_RECIPIENTS) throw badRequest('ErrorExceededMessageLimit', 'The message has too many recipients.');
  const body = isObject(message.body) ? message.body : {};
  tenant.outbox.add({
    id: tenant.newId(), sent: new Date(now).toISOString(), from: sender.mail, to, cc, bcc,
    subject: typeof message.subject === 'string' ? message.subject : '',
    contentType: typeof body.contentType === 'string' && body.contentType.toLowerCase() === 'html' ? 'html' : 'text',
    body: typeof body.content === 'string' ? body.content : '',
    savedToSentItems: isObject(request.body) && member(request.body, 'saveToSentItems') !== false,
  });
  return { status: 202 };
}

/** https://learn.microsoft.com/graph/api/user-sendmail; letters end in the outbox of the admin interface. */
export const mailRoutes: Routes = { 'POST /me/sendMail': send, 'POST /users/{id}/sendMail': send };
