package org.jbroker.store.engine.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jbroker.store.engine.clone.JoinForms.Form.PARTS;
import static org.jbroker.store.engine.clone.JoinForms.Form.PARTS_AND_NEW_NAME;
import static org.jbroker.store.engine.clone.JoinForms.Form.WHOLE_AND_NEW_NAME;

import java.util.List;
import java.util.stream.Stream;
import org.jbroker.store.engine.clone.JoinForms.Form;
import org.junit.jupiter.api.Test;

class JoinFormsTest {

  private final JoinForms forms = new JoinForms();

  private List<Form> next(int count) {
    return Stream.generate(forms::next).limit(count).toList();
  }

  @Test
  void everyFourthRequestOfASearchIsForEverythingAtOnce() {
    forms.begin();
    assertThat(next(9))
        .containsExactly(
            PARTS,
            PARTS,
            PARTS,
            WHOLE_AND_NEW_NAME,
            PARTS_AND_NEW_NAME,
            PARTS,
            PARTS,
            WHOLE_AND_NEW_NAME,
            PARTS_AND_NEW_NAME);
    forms.begin();
    assertThat(next(2)).containsExactly(PARTS, PARTS);
  }

  @Test
  void afterAPromiseNothingElseIsAskedForInThisSearch() {
    forms.begin();
    next(2);
    forms.promised();
    assertThat(next(10)).containsOnly(PARTS);
    forms.begin();
    assertThat(next(4)).endsWith(WHOLE_AND_NEW_NAME);
  }
}
