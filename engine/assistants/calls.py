"""What a tool may be asked, and how a wrong call is answered: arguments in, one sentence out."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field, ValidationError

Short = Annotated[str, Field(max_length=200)]
Claim = Annotated[str, Field(max_length=200, description="A claim's name, as cascade.")]
Run = Annotated[
    str,
    Field(
        max_length=64,
        description="The id of a run, or its beginning; last for the one recorded last.",
    ),
]
Day = Annotated[
    str | None,
    Field(max_length=40, description="The day judged, as 2025-11-14; the last one with a price."),
]
Moment = Annotated[
    str | None,
    Field(max_length=40, description="Judge on what was known by then; the end of as_of."),
]
Asset = Annotated[
    str | None, Field(max_length=64, description="Which asset; btc, or the one of the run.")
]
Start = Annotated[int, Field(ge=0, description="How many items of each list to pass over.")]


class Server(MCPServer[Any]):
    """A server whose errors are one sentence, and which refuses arguments that a tool has not."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        """Call a tool; ToolError for what is foreseen to go wrong."""
        tools = {tool.name: tool.input_schema for tool in await self.list_tools()}
        known = tools.get(name, {}).get("properties", {})
        for argument in arguments if name in tools else ():
            if argument not in known:
                near = get_close_matches(argument, known, n=1)
                meant = f"did you mean {near[0]}?" if near else f"it takes {', '.join(known)}"
                raise ToolError(f"{name} has no argument {argument[:60]!r}; {meant}")
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            cause = error.__cause__
            if isinstance(cause, ValidationError):
                raise ToolError(f"{name}: {_wrong(cause)}") from cause
            raise cause if isinstance(cause, ToolError) else error from cause


def _wrong(error: ValidationError) -> str:
    """What is wrong with arguments, the first three of them."""
    found = error.errors(include_url=False, include_input=False)[:3]
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in found)
