import classes from './filters.module.css';

export type Choice = { value: string; label: string };

type Props = {
  legend: string;
  hideLegend?: boolean;
  choices: readonly Choice[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
};

/** Several of a few. Nothing chosen means all, which is what the boxes then show. */
export function CheckList({ legend, hideLegend = false, choices, chosen, onChange }: Props) {
  return (
    <fieldset className={classes.checks}>
      <legend className={hideLegend ? 'visually-hidden' : classes.legend}>{legend}</legend>
      {choices.map(({ value, label }) => (
        <label key={value} className={classes.check}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={(event) => {
              const wanted = event.currentTarget.checked;
              onChange(
                choices
                  .map((choice) => choice.value)
                  .filter((each) => (each === value ? wanted : chosen.includes(each))),
              );
            }}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
