// What a thread needs of Socket.IO: fetched by room/connection.js once the page can be read, and only where it is wanted.
export { io } from "socket.io-client";
