'use client';

import { Button, Menu, MenuGroup, MenuGroupHeader, MenuItemCheckbox, MenuList, MenuPopover, MenuTrigger, makeStyles } from '@fluentui/react-components';
import { phone } from './breakpoint';
import { Icon } from './icon';

const useStyles = makeStyles({ button: { minWidth: '24px', width: '24px', height: '24px', padding: 0, [phone]: { display: 'none' } } });

export type ColumnChooserProps = {
  /** What the table holds, for who hears the button. */
  label: string;
  columns: { key: string; header: string }[];
  hidden: string[];
  onChange: (hidden: string[]) => void;
};

/** Which columns a table shows. On a phone every row is a card with all of them. */
export function ColumnChooser({ label, columns, hidden, onChange }: ColumnChooserProps) {
  const styles = useStyles();
  const shown = columns.filter(({ key }) => !hidden.includes(key)).map(({ key }) => key);
  return (
    <Menu checkedValues={{ columns: shown }} onCheckedValueChange={(_, data) => onChange(columns.filter(({ key }) => !data.checkedItems.includes(key)).map(({ key }) => key))} persistOnItemClick>
      <MenuTrigger disableButtonEnhancement>
        <Button className={styles.button} appearance="transparent" size="small" icon={<Icon name="columns" size={16} />} title="Choose columns" aria-label={`Columns of ${label}`} />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>Columns</MenuGroupHeader>
            {columns.map(({ key, header }) => <MenuItemCheckbox key={key} name="columns" value={key}>{header}</MenuItemCheckbox>)}
          </MenuGroup>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
