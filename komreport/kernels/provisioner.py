"""How jupyter_client gets a kernel from the template: by a kernel provisioner."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from komreport.kernels.template import ForkedProcess, NoFork, Template

NAME = "komreport"
#: How the command of our kernels ends: ``python -m`` and then this, and what ipykernel needs.
LAUNCHER = "komreport.kernels.launch"


class PreheatedProvisioner(LocalProvisioner):
    """Forks kernels from its manager's template; without one it starts them as usual."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:  # noqa: ANN401
        """Fork the kernel, or start it by itself where that cannot be done."""
        template: Template | None = getattr(self.parent, "template", None)
        if template is None or cmd[1:3] != ["-m", LAUNCHER]:
            return await super().launch_kernel(cmd, **kwargs)
        output = (kwargs["stdout"].fileno(), kwargs["stderr"].fileno())
        try:
            process = template.fork(cmd[3:], kwargs["env"], str(kwargs["cwd"]), output)
        except NoFork:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process  # type: ignore[assignment]  # it has what is asked of a Popen
        self.pid = self.pgid = process.pid
        self.cwd = kwargs["cwd"]
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the kernel's end; a forked one is waited for without looking again and again."""
        if isinstance(self.process, ForkedProcess) and self.process.poll() is None:
            loop = asyncio.get_running_loop()
            ended = asyncio.Event()
            handle = os.dup(self.process.handle)
            loop.add_reader(handle, ended.set)
            try:
                await ended.wait()
            finally:
                loop.remove_reader(handle)
                os.close(handle)
        return await super().wait()
