import 'server-only';
import type { PackageTemplate, TemplateContent } from '@/lib/authoring/package-template';
import { AppError } from '@/lib/errors';
import type { Prisma } from './generated/client';
import { db } from './client';
import type { Db } from './client';
import { requireRowId } from './row-id';
import { holding } from './statement';

type Row = Omit<PackageTemplate, 'content'> & { content: unknown };

const FIELDS = { id: true, name: true, description: true, content: true, version: true, changedByName: true, changedAt: true } as const;

const toTemplate = (row: Row): PackageTemplate => ({ ...row, content: row.content as TemplateContent });

/** A page of the templates whose name has the text in it, by name. */
export async function pageTemplates(text: string, page: { skip: number; take: number }): Promise<{ templates: PackageTemplate[]; total: number }> {
  const where: Prisma.PackageTemplateWhereInput = text ? { name: holding(text) } : {};
  const [rows, total] = await Promise.all([db().packageTemplate.findMany({ where, orderBy: [{ name: 'asc' }, { id: 'asc' }], ...page, select: FIELDS }), db().packageTemplate.count({ where })]);
  return { templates: rows.map(toTemplate), total };
}

/** @throws AppError `notFound` */
export async function getTemplate(id: string, tx: Db = db()): Promise<PackageTemplate> {
  const row = await tx.packageTemplate.findUnique({ where: { id: requireRowId(id) }, select: FIELDS });
  if (!row) throw new AppError('notFound', `no template ${id}`);
  return toTemplate(row);
}

export type TemplateRow = Pick<PackageTemplate, 'name' | 'description' | 'content'>;

const data = ({ name, description, content }: TemplateRow) => ({ name, description, content: content as unknown as Prisma.InputJsonValue });

export async function insertTemplate(tx: Db, row: TemplateRow, byName: string): Promise<string> {
  const { id } = await tx.packageTemplate.create({ data: { ...data(row), createdByName: byName, changedByName: byName }, select: { id: true } });
  return id;
}

/** Puts a template in place of what it was; false where somebody changed it since that version. */
export async function updateTemplate(tx: Db, id: string, version: number, row: TemplateRow, byName: string): Promise<boolean> {
  const { count } = await tx.packageTemplate.updateMany({ where: { id: requireRowId(id), version }, data: { ...data(row), version: { increment: 1 }, changedByName: byName, changedAt: new Date() } });
  return count === 1;
}

/** True where there was one. */
export async function deleteTemplateRow(tx: Db, id: string): Promise<boolean> {
  return (await tx.packageTemplate.deleteMany({ where: { id: requireRowId(id) } })).count === 1;
}

/** Whether another template has the name. */
export async function isNameTaken(tx: Db, name: string, but: string | null): Promise<boolean> {
  return (await tx.packageTemplate.count({ where: { name: { equals: name, mode: 'insensitive' }, ...(but ? { id: { not: but } } : {}) } })) > 0;
}
