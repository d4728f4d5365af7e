/* What axe does not measure: how large a target is, how large a letter, whether a page fits its screen. */
({ target, letter }) => {
  const found = [];
  const say = (rule, element, more) => {
    const words = (element.innerText || element.getAttribute("aria-label") || element.name || "").trim().slice(0, 30);
    found.push(`${rule} ${more}: <${element.tagName.toLowerCase()} class="${element.className}"> ${words}`);
  };
  const box = (element) => element.getBoundingClientRect();
  const hidden = (element) => {
    const size = box(element);
    if (size.width <= 1 || size.height <= 1 || size.right <= 0) return true; // for readers only, or not unfolded
    return !element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };

  // What a finger meets in the middle of it: a link that lies over the whole page takes every tap.
  const above = (element) => {
    element.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, top, width, height } = box(element);
    return document.elementFromPoint(left + width / 2, top + height / 2);
  };

  // A choice is as large as its label; a link in a line of text is as large as the line.
  const inText = (element) => {
    if (element.tagName !== "A" || getComputedStyle(element).display !== "inline") return false;
    const block = element.closest("p, li, dd, td, span.line__note, .notice__body");
    return block !== null && block.innerText.trim().length > element.innerText.trim().length;
  };
  const touched = (element) => {
    const label = element.matches("[type=radio], [type=checkbox]") && (element.closest("label") || element.labels[0]);
    return label || element;
  };
  for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (element.type === "hidden" || element.matches(".skip-link, [tabindex='-1']") || inText(element)) continue;
    const place = touched(element);
    if (hidden(place)) continue;
    const after = getComputedStyle(place, "::after"); // an invisible margin for the thumb, where there is one
    const grown = (side) => (after.position === "absolute" && after.content !== "none" ? parseFloat(after[side]) || 0 : 0);
    const width = Math.max(box(place).width, grown("width"));
    const height = Math.max(box(place).height, grown("height"));
    if (height < target - 0.5 || width < target - 0.5)
      say("target", element, `${Math.round(width)}x${Math.round(height)}`);
    const covers = above(place);
    if (covers && covers !== place && !place.contains(covers) && !covers.contains(place))
      say("covered", element, `by <${covers.tagName.toLowerCase()} class="${covers.className}">`);
  }

  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (!field.labels?.length && !field.getAttribute("aria-label") && !field.getAttribute("aria-labelledby"))
      say("label", field, "none");
  }
  for (const element of document.querySelectorAll("div, span, li, p")) {
    if (element.onclick || (element.hasAttribute("tabindex") && element.tabIndex >= 0 && !element.role))
      say("clickable", element, "no button");
  }
  if (document.documentElement.scrollWidth > innerWidth)
    found.push(`overflow ${document.documentElement.scrollWidth} of ${innerWidth}: ${widest()}`);

  // Words that run under the edge of a box which neither scrolls nor says with an ellipsis that there is more.
  const words = document.createRange();
  const clipped = (text) => {
    words.selectNodeContents(text);
    const { right } = words.getBoundingClientRect();
    for (let e = text.parentElement; e && e !== document.body; e = e.parentElement) {
      const { overflowX, textOverflow } = getComputedStyle(e);
      if (overflowX === "auto" || overflowX === "scroll" || textOverflow === "ellipsis") return false;
      if (overflowX !== "visible") return box(e).width > 1 && right > box(e).right + 1; // one pixel: for readers only
    }
    return false;
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || parent.closest("script, style, svg, option, .visually-hidden") || hidden(parent)) continue;
    const size = parseFloat(getComputedStyle(parent).fontSize);
    if (size < letter - 0.1) say("letter", parent, `${size}px`);
    if (clipped(texts.currentNode)) say("clipped", parent, "");
  }
  return [...new Set(found)];

  function widest() {
    const wide = [...document.querySelectorAll("main :not(thead *), header *, nav *")].filter(
      (e) => box(e).right > innerWidth + 1 && !e.matches(".visually-hidden"),
    );
    return wide.slice(-3).map((e) => `<${e.tagName.toLowerCase()} class="${e.className}">`).join(" ");
  }
}
