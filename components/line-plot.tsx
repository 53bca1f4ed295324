'use client';

import { LineChart } from '@fluentui/react-charts';
import { makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useRef, useState } from 'react';
import { roundMost, tickWords, timeTicks } from './plot-axes';

const useStyles = makeStyles({
  root: {
    minWidth: 0,
    position: 'relative',
    // Stronger than what the chart says of its axes.
    '& svg text': { fontWeight: tokens.fontWeightRegular, fontSize: tokens.fontSizeBase100, fill: tokens.colorNeutralForeground3 },
  },
});

const MARGINS = { top: 8, right: 24, bottom: 32, left: 40 };
/** Room for a label of a time and some air, in pixels. */
const TICK_PX = 96;

export type PlotLine = { name: string; color: string; points: readonly { at: string; value: number }[]; dash?: string; /** It jumps where it changes. */ steps?: boolean };

export type LinePlotProps = {
  /** What a screen reader says of it. */
  title: string;
  lines: readonly PlotLine[];
  /** The greatest value its scale has to show. */
  most: number;
  /** Pixels. */
  height: number;
};

/** Lines over one time axis. Drawn in the browser alone: it takes its size from the place it is given, once it stands there. */
export function LinePlot({ title, lines, most, height }: LinePlotProps) {
  const styles = useStyles();
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const [from, to] = spanOf(lines);
  return (
    <div ref={place} className={styles.root} style={{ height }}>
      {width > 0 && (
        <LineChart
          data={{
            chartTitle: title,
            lineChartData: lines.map(({ name, color, points, dash, steps }) => ({
              legend: name,
              color,
              data: points.map(({ at, value }) => ({ x: new Date(at), y: value })),
              hideNonActiveDots: true,
              lineOptions: { strokeWidth: 2, lineBorderWidth: '0', ...(dash ? { strokeDasharray: dash } : {}), ...(steps ? { curve: 'stepAfter' as const } : {}) },
            })),
          }}
          height={height}
          width={width}
          margins={MARGINS}
          hideLegend
          useUTC={false}
          culture="en-GB"
          yMinValue={0}
          yMaxValue={roundMost(most, height < 140 ? 2 : 4)}
          yAxisTickCount={height < 140 ? 2 : 4}
          tickValues={timeTicks(from, to, Math.max(2, Math.min(7, Math.floor(width / TICK_PX))))}
          xAxistickSize={4}
          hideTickOverlap
          customDateTimeFormatter={(moment) => tickWords(moment, to - from, new Date())}
        />
      )}
    </div>
  );
}

function useWidth(place: React.RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    return () => watch.disconnect();
  }, [place]);
  return width;
}

function spanOf(lines: readonly PlotLine[]): [number, number] {
  const moments = lines.flatMap(({ points }) => points.map(({ at }) => Date.parse(at)));
  return [Math.min(...moments), Math.max(...moments)];
}
