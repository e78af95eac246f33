import { type RefObject, useEffect } from 'react';

/** After a form was refused: the focus goes to the first field that is wrong. `errors` is a new object at each try. */
export function useFirstErrorFocus(form: RefObject<HTMLFormElement | null>, errors: object) {
  useEffect(() => {
    if (Object.keys(errors).length === 0) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors, form]);
}
