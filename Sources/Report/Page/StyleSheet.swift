/// The page's style: light on purpose, so that screen, print and paper show the same figures.
enum StyleSheet {
  static let text = """
    :root { color-scheme: light; }
    * { box-sizing: border-box; }
    body { margin: 0; background: #fff; color: #1a1a1a; -webkit-text-size-adjust: 100%;
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; }
    main { max-width: 1088px; margin: 0 auto; padding: 24px; }
    h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3em; overflow-wrap: anywhere; }
    h2 { font-size: 1.3rem; margin: 2.2em 0 .5em; padding-top: .5em; border-top: 1px solid #ccc;
      overflow-wrap: anywhere; }
    h3 { font-size: 1rem; margin: 1.4em 0 .4em; }
    p { margin: .5em 0; overflow-wrap: anywhere; }
    .summary { font-size: 1.1rem; margin: 0; }
    .id, .note, figcaption { color: #555; font-size: .9rem; }
    .answer { font-size: 1.1rem; font-weight: 600; margin: .7em 0; }
    .why { color: #a13c00; }
    code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
      font-size: .85rem; }
    pre { background: #f6f6f6; border: 1px solid #ddd; border-radius: 4px; padding: 10px 12px;
      overflow-x: auto; margin: .5em 0; line-height: 1.4; }
    pre.wrap { white-space: pre-wrap; overflow-wrap: anywhere; }
    figure { margin: 0 0 1em; }
    figure svg { display: block; width: 100%; height: auto; }
    figcaption { margin-top: .5em; max-width: 80ch; overflow-wrap: anywhere; }
    .wide { max-width: 900px; }
    .column { max-width: 450px; }
    .narrow { display: none; max-width: 480px; margin: 0 auto; }
    .scroll { overflow-x: auto; margin: .5em 0; }
    table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
    th, td { padding: 3px 12px 3px 0; text-align: left; vertical-align: top;
      border-bottom: 1px solid #e3e3e3; white-space: nowrap; }
    td:last-child { white-space: normal; min-width: 9ch; }
    .wrap th, .wrap td { white-space: normal; overflow-wrap: anywhere; min-width: 6ch; }
    .wrap .n { white-space: nowrap; }
    th { white-space: nowrap; border-bottom: 1.5px solid #888; }
    .n { text-align: right; white-space: nowrap; }
    th:last-child, td:last-child { padding-right: 0; }
    details { margin: .6em 0; }
    summary { cursor: pointer; padding: .3em 0; overflow-wrap: anywhere; }
    .census { display: flex; height: 18px; border: 1px solid #777; border-radius: 3px; overflow: hidden;
      margin: 1em 0 .4em; background: #fff; }
    .census span { flex-basis: 3px; }
    .census-words { display: flex; flex-wrap: wrap; gap: .1em .9em; list-style: none; margin: 0; padding: 0;
      font-size: .95rem; }
    .census-words li { white-space: nowrap; }
    .census-words i { display: inline-block; width: .8em; height: .8em; border: 1px solid #777;
      margin-right: .35em; vertical-align: -.05em; }
    .done { background: #0072b2; }
    .failed { background: #d55e00; }
    .cancelled { background: #cc79a7; }
    .excluded { background: repeating-linear-gradient(45deg, #bbb 0 3px, #eee 3px 6px); }
    .running { background: #56b4e9; }
    .pending { background: #fff; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .2em 1.2em; margin: .5em 0; }
    dt { color: #555; }
    dd { margin: 0; overflow-wrap: anywhere; }
    @media (max-width: 700px) {
      main { padding: 14px; }
      h1 { font-size: 1.5rem; }
      .wide { display: none; }
      .narrow { display: block; }
      .census-words { gap: .1em .7em; }
      dl { grid-template-columns: 1fr; gap: 0; }
      dd { margin-bottom: .5em; }
    }
    @media print {
      @page { margin: 15mm; }
      html { font-size: 10pt; }
      body { font-size: 1rem; }
      main { max-width: none; padding: 0; }
      .wide { display: block; }
      .wide { max-width: 900px; }
    .column { max-width: 450px; }
    .narrow { display: none; }
      figure, tr, .census { break-inside: avoid; }
      h2, h3, summary { break-after: avoid; }
      thead { display: table-header-group; }
      .scroll { overflow: visible; }
      th, td { white-space: normal; overflow-wrap: anywhere; }
      pre { white-space: pre-wrap; overflow-wrap: anywhere; }
      .census, .census i, .census-words i { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    }

    """
}
