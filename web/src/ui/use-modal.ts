import { watch } from 'vue';
import type { Ref } from 'vue';

/** The browser's own modal: it holds the focus, closes on Esc and gives the focus back. */
export function useModal(open: Readonly<Ref<boolean>>, dialog: Readonly<Ref<HTMLDialogElement | null>>): void {
  watch([open, dialog], ([isOpen, element]) => {
    if (isOpen && element?.open === false) element.showModal();
    if (!isOpen && element?.open === true) element.close();
  });
}
