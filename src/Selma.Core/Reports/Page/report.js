'use strict';
(() => {
  const root = document.documentElement;
  root.classList.add('scripted');

  const theme = document.getElementById('theme');
  const remember = value => { try { localStorage.setItem('selma-theme', value); } catch { /* a file may have no storage */ } };
  const recall = () => { try { return localStorage.getItem('selma-theme'); } catch { return null; } };
  const show = value => {
    if (value === 'light' || value === 'dark') { root.dataset.theme = value; } else { delete root.dataset.theme; }
  };
  theme.value = recall() || 'system';
  show(theme.value);
  theme.addEventListener('change', () => { show(theme.value); remember(theme.value); });

  const cards = [...document.querySelectorAll('#cards > .entry')];
  if (cards.length === 0) { return; }
  const page = 24;
  const skill = document.getElementById('filter-skill');
  const change = document.getElementById('filter-change');
  const text = document.getElementById('filter-text');
  const count = document.getElementById('filter-count');
  const more = document.getElementById('more');
  const prompts = cards.map(card => card.querySelector('.prompt').textContent.toLowerCase());
  let limit = page;

  const filter = () => {
    const words = text.value.trim().toLowerCase().split(/\s+/).filter(word => word);
    let found = 0;
    cards.forEach((card, i) => {
      const fits = (!skill.value || card.dataset.skill === skill.value)
        && (!change.value || card.dataset.change.split(' ').includes(change.value))
        && words.every(word => prompts[i].includes(word));
      found += fits ? 1 : 0;
      card.hidden = !fits || found > limit;
    });
    more.hidden = found <= limit;
    count.textContent = found <= limit ? `${found} prompts` : `${found} prompts, ${limit} shown`;
  };
  const start = () => { limit = page; filter(); };
  skill.addEventListener('change', start);
  change.addEventListener('change', start);
  text.addEventListener('input', start);
  more.addEventListener('click', () => {
    const next = cards.filter(card => !card.hidden).length;
    limit += page;
    filter();
    const first = cards.filter(card => !card.hidden)[next];
    if (first) { first.tabIndex = -1; first.focus({ preventScroll: true }); }
  });
  document.getElementById('filters').addEventListener('submit', event => event.preventDefault());
  filter();
})();
