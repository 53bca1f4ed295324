import 'server-only';
import type { Subject } from '@/lib/directory/subject';
import { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';

/** Most people of one page: more would keep everybody else waiting for the embedded database. */
export const SUBJECTS_A_PAGE = 2000;

/** Attributes of rules that have a column of their own; every other is among the further ones. */
const COLUMNS: Readonly<Record<string, Prisma.Sql>> = {
  objectId: Prisma.sql`p."id"`,
  displayName: Prisma.sql`p."name"`,
  userPrincipalName: Prisma.sql`p."user_principal_name"`,
  accountEnabled: Prisma.sql`p."enabled"`,
  external: Prisma.sql`p."external"`,
  licensed: Prisma.sql`p."licensed"`,
  mail: Prisma.sql`p."mail"`,
  givenName: Prisma.sql`p."given_name"`,
  surname: Prisma.sql`p."surname"`,
  department: Prisma.sql`p."department"`,
  jobTitle: Prisma.sql`p."job_title"`,
  physicalDeliveryOfficeName: Prisma.sql`p."office"`,
  city: Prisma.sql`p."city"`,
  country: Prisma.sql`p."country"`,
  companyName: Prisma.sql`p."company"`,
  usageLocation: Prisma.sql`p."usage_location"`,
  employeeId: Prisma.sql`p."employee_id"`,
  employeeType: Prisma.sql`p."employee_type"`,
  userType: Prisma.sql`p."user_type"`,
  dirSyncEnabled: Prisma.sql`p."synchronised"`,
  manager: Prisma.sql`p."manager_id"`,
};

const ALWAYS = ['objectId', 'displayName', 'userPrincipalName', 'accountEnabled', 'external', 'licensed'];

/** Whether an attribute of the rule language is held for everybody; others are read once a rule in use asks for them. */
export function isAlwaysHeld(attribute: string): boolean {
  return attribute in COLUMNS || attribute === 'memberOf';
}

/** A page of the people who are held and not deleted, in the order of their ids. */
export async function readSubjects(attributes: readonly string[], groups: readonly string[], after: string | null, tx: Db = db()): Promise<Subject[]> {
  return subjectsWhere(attributes, groups, Prisma.sql`p."id" > ${after ?? '00000000-0000-0000-0000-000000000000'}::uuid AND p."deleted_at" IS NULL ORDER BY p."id" LIMIT ${SUBJECTS_A_PAGE}`, tx);
}

/** Those of these people who are held and not deleted; at most a page of ids. */
export async function findSubjects(ids: readonly string[], attributes: readonly string[], groups: readonly string[], tx: Db = db()): Promise<Subject[]> {
  return subjectsWhere(attributes, groups, Prisma.sql`p."id" = ANY(${[...ids]}::uuid[]) AND p."deleted_at" IS NULL`, tx);
}

/** Each page is a text for each attribute: as rows the driver would take them apart value by value. */
async function subjectsWhere(attributes: readonly string[], groups: readonly string[], where: Prisma.Sql, tx: Db): Promise<Subject[]> {
  const wanted = [...new Set([...ALWAYS, ...attributes])];
  const names = wanted.filter((name) => name in COLUMNS);
  const withFurther = wanted.some((name) => !isAlwaysHeld(name));
  const withGroups = wanted.includes('memberOf');
  const columns = [
    ...names.flatMap((name) => COLUMNS[name] ?? []),
    ...(withGroups ? [Prisma.sql`ARRAY(SELECT m."group_id"::text FROM "mirror_member" m WHERE m."member_id" = p."id" AND m."relation" = 'member' AND m."group_id" = ANY(${[...groups]}::uuid[]))`] : []),
    ...(withFurther ? [Prisma.sql`p."further"`] : []),
  ];
  const [page] = await tx.$queryRaw<Record<string, string | null>[]>`
    SELECT ${Prisma.join(columns.map((column, index) => Prisma.sql`json_agg(${column})::text AS ${Prisma.raw(`"${index}"`)}`))} FROM (SELECT * FROM "mirror_person" p WHERE ${where}) p`;
  const told = columns.map((_, index) => JSON.parse(page?.[index] ?? '[]') as unknown[]);
  const keys = [...names, ...(withGroups ? ['memberOf'] : [])];
  const further = withFurther ? told[keys.length] : undefined;
  return Array.from({ length: told[0]?.length ?? 0 }, (_, row) => {
    const subject: Record<string, unknown> = further ? { ...(further[row] as Record<string, unknown> | null) } : {};
    for (let index = 0; index < keys.length; index += 1) subject[keys[index] as string] = told[index]?.[row];
    return subject as Subject;
  });
}

/** What rules of this owner need held beside what is held anyway; whatever it needed before and needs no more is forgotten. */
export async function replaceWants(tx: Db, owner: string, wants: { attributes: readonly string[]; groups: readonly string[] }): Promise<void> {
  await tx.$executeRaw`DELETE FROM "mirror_want" WHERE "owner" = ${owner}`;
  const rows = [...wants.attributes.map((value) => ({ kind: 'attribute', value })), ...wants.groups.map((value) => ({ kind: 'group', value: value.toLowerCase() }))];
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "mirror_want" ("owner", "kind", "value") SELECT ${owner}, * FROM unnest(${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.value)}::text[]) ON CONFLICT DO NOTHING`;
}

/** The further attributes of people that rules in use ask for, in alphabetical order. */
export async function listWantedAttributes(tx: Db = db()): Promise<string[]> {
  const rows = await tx.mirrorWant.findMany({ where: { kind: 'attribute' }, distinct: ['value'], orderBy: { value: 'asc' }, select: { value: true } });
  return rows.map((row) => row.value);
}
