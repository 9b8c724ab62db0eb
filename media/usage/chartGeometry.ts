/** A bar, in units of the chart's own coordinates. */
export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ChartSize {
  readonly width: number;
  readonly height: number;
  /** Between two bars. */
  readonly gap: number;
}

/** One bar a value, as high as its share of the greatest; what is not zero can always be seen. */
export function barsOf(values: readonly number[], { width, height, gap }: ChartSize): readonly Bar[] {
  const greatest = Math.max(...values, 0);
  const step = (width + gap) / values.length;
  return values.map((value, index) => {
    const share = greatest === 0 ? 0 : value / greatest;
    const barHeight = value === 0 ? 0 : Math.max(2, share * height);
    return { x: index * step, y: height - barHeight, width: step - gap, height: barHeight };
  });
}
