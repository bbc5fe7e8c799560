"""The Python processes that chapters run in: preheated, watched, and gone when the build is.

A template process imports what chapters need, once, and each chapter's kernel is forked from it
(`komreport.kernels.template` in the build, `komreport.kernels.zygote` in the template). In every
kernel `komreport.kernels.recorder` notes what the chapter looks at.
"""
