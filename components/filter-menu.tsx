'use client';

import { Button, Menu, MenuItem, MenuItemRadio, MenuList, MenuPopover, MenuTrigger, makeStyles } from '@fluentui/react-components';
import type { Filter } from './filter-bar';
import { Icon } from './icon';

const useStyles = makeStyles({ list: { maxHeight: '360px', overflowY: 'auto' } });

type FilterMenuProps = {
  filters: Filter[];
  chosen: (param: string) => string;
  onChoose: (param: string, value: string) => void;
};

/** The filters a list knows; each opens its choices. */
export function FilterMenu({ filters, chosen, onChoose }: FilterMenuProps) {
  const only = filters.length === 1 ? filters[0] : undefined;
  return (
    <Menu {...(only ? { checkedValues: { [only.param]: [chosen(only.param)] } } : {})}>
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" size="small" icon={<Icon name="add" />}>{only ? only.label : 'Filter'}</Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {only ? <Choices filter={only} onChoose={onChoose} /> : filters.map((filter) => (
            <Menu key={filter.param} checkedValues={{ [filter.param]: [chosen(filter.param)] }}>
              <MenuTrigger disableButtonEnhancement>
                <MenuItem>{filter.label}</MenuItem>
              </MenuTrigger>
              <MenuPopover>
                <MenuList><Choices filter={filter} onChoose={onChoose} /></MenuList>
              </MenuPopover>
            </Menu>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

function Choices({ filter, onChoose }: { filter: Filter; onChoose: FilterMenuProps['onChoose'] }) {
  const styles = useStyles();
  return (
    <div className={styles.list}>
      {[{ value: '', label: 'Any' }, ...filter.options].map((option) => (
        <MenuItemRadio key={option.value} name={filter.param} value={option.value} onClick={() => onChoose(filter.param, option.value)}>
          {option.label}
        </MenuItemRadio>
      ))}
    </div>
  );
}
