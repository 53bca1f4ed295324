/** A letter that was sent by `sendMail`. It goes nowhere but here. */
export type Letter = {
  id: string;
  /** When, as ISO text of the tenant's clock. */
  sent: string;
  /** Sign-in name of the mailbox it left from. */
  from: string;
  /** Addresses. */
  to: string[];
  cc: string[];
  bcc: string[];
  subject: string;
  contentType: 'text' | 'html';
  body: string;
  savedToSentItems: boolean;
};

/** Letters kept; the oldest goes when one more comes. */
const MOST = 1000;

/** Letters sent so far, oldest first. */
export class Outbox {
  private readonly letters: Letter[];

  constructor(letters: Letter[] = []) {
    this.letters = [...letters];
  }

  add(letter: Letter): void {
    this.letters.push(letter);
    if (this.letters.length > MOST) this.letters.shift();
  }

  toJSON(): Letter[] {
    return this.letters;
  }
}
