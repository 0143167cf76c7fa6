"""Label: themes, scores and evidence for every remark."""
