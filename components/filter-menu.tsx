'use client';

import { Button, Menu, MenuItem, MenuItemCheckbox, MenuItemRadio, MenuList, MenuPopover, MenuTrigger, makeStyles } from '@fluentui/react-components';
import type { Filter } from './filter-bar';
import { Icon } from './icon';

const useStyles = makeStyles({ list: { maxHeight: '360px', overflowY: 'auto' } });

type FilterMenuProps = {
  filters: Filter[];
  chosen: (param: string) => string[];
  onChoose: (param: string, values: string[]) => void;
};

/** What a menu of one filter holds as chosen; the entry that stands for any has no value. */
function checked(filter: Filter, chosen: string[]): Record<string, string[]> {
  return { [filter.param]: filter.several ? chosen : [chosen[0] ?? ''] };
}

/** The filters a list knows; each opens its choices. */
export function FilterMenu({ filters, chosen, onChoose }: FilterMenuProps) {
  const only = filters.length === 1 ? filters[0] : undefined;
  return (
    <Menu {...(only ? { checkedValues: checked(only, chosen(only.param)) } : {})}>
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" size="small" icon={<Icon name="add" />}>{only ? only.label : 'Filter'}</Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {only ? <Choices filter={only} chosen={chosen(only.param)} onChoose={onChoose} /> : filters.map((filter) => (
            <Menu key={filter.param} checkedValues={checked(filter, chosen(filter.param))} persistOnItemClick={filter.several === true}>
              <MenuTrigger disableButtonEnhancement>
                <MenuItem>{filter.label}</MenuItem>
              </MenuTrigger>
              <MenuPopover>
                <MenuList><Choices filter={filter} chosen={chosen(filter.param)} onChoose={onChoose} /></MenuList>
              </MenuPopover>
            </Menu>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

function Choices({ filter, chosen, onChoose }: { filter: Filter; chosen: string[]; onChoose: FilterMenuProps['onChoose'] }) {
  const styles = useStyles();
  if (filter.several) {
    return (
      <div className={styles.list}>
        {filter.options.map(({ value, label }) => (
          <MenuItemCheckbox key={value} name={filter.param} value={value} onClick={() => onChoose(filter.param, chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value])}>
            {label}
          </MenuItemCheckbox>
        ))}
      </div>
    );
  }
  return (
    <div className={styles.list}>
      {[{ value: '', label: 'Any' }, ...filter.options].map((option) => (
        <MenuItemRadio key={option.value} name={filter.param} value={option.value} onClick={() => onChoose(filter.param, option.value ? [option.value] : [])}>
          {option.label}
        </MenuItemRadio>
      ))}
    </div>
  );
}
